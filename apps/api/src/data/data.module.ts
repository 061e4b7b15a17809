import { Module } from '@nestjs/common';
import { OnceModule } from '../once/once.module.js';
import { DataController } from './data.controller.js';
import { DataService } from './data.service.js';

@Module({ imports: [OnceModule], controllers: [DataController], providers: [DataService] })
export class DataModule {}
