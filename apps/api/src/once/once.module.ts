import { Module } from '@nestjs/common';
import { OnceService } from './once.service.js';

@Module({ providers: [OnceService], exports: [OnceService] })
export class OnceModule {}
