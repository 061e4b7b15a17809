import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { sendProblem } from './send-problem.js';

/** What a controller throws becomes a problem. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #valueBytesMax: number;

  constructor(valueBytesMax: number) {
    this.#valueBytesMax = valueBytesMax;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), error, this.#valueBytesMax);
  }
}
