import { Module } from '@nestjs/common';
import { OnceModule } from '../once/once.module.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';

@Module({ imports: [OnceModule], controllers: [ImportsController], providers: [ImportsService] })
export class ImportsModule {}
