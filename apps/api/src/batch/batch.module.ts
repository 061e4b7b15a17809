import { Module } from '@nestjs/common';
import { OnceModule } from '../once/once.module.js';
import { BatchController } from './batch.controller.js';
import { BatchService } from './batch.service.js';

@Module({ imports: [OnceModule], controllers: [BatchController], providers: [BatchService] })
export class BatchModule {}
