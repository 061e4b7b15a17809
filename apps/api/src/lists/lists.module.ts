import { Module } from '@nestjs/common';
import { DataModule } from '../data/data.module.js';
import { ListsController } from './lists.controller.js';
import { ListsService } from './lists.service.js';

@Module({ imports: [DataModule], controllers: [ListsController], providers: [ListsService] })
export class ListsModule {}
