import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideIcons } from './shell/icons';

export const appConfig: ApplicationConfig = {
  providers: [provideBrowserGlobalErrorListeners(), provideIcons()],
};
