import { Module } from '@nestjs/common';
import { Compression } from '../compression/compression.js';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { memoryOf } from '../http/shared-memory.js';
import { OnceModule } from '../once/once.module.js';
import { DataController } from './data.controller.js';
import { DataService } from './data.service.js';
import { LargeAnswers } from './large-answers.js';
import { PatchController } from './patch.controller.js';
import { PatchService } from './patch.service.js';

/** What large answers of all kinds share. */
const largeAnswers = {
  provide: LargeAnswers,
  useFactory: (config: Config, compression: Compression) =>
    new LargeAnswers(memoryOf(config), config.stallSeconds * 1000, compression),
  inject: [CONFIG, Compression],
};

@Module({
  imports: [OnceModule],
  controllers: [DataController, PatchController],
  providers: [DataService, PatchService, largeAnswers],
  exports: [LargeAnswers],
})
export class DataModule {}
