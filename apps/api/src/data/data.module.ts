import { Module } from '@nestjs/common';
import { DataController } from './data.controller.js';
import { DataService } from './data.service.js';
import { PatchController } from './patch.controller.js';
import { PatchService } from './patch.service.js';

@Module({ controllers: [DataController, PatchController], providers: [DataService, PatchService] })
export class DataModule {}
