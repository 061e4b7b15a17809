import { loadLanguage } from './locale/language';

// The words come first: what is loaded from here on is written in them.
await loadLanguage();
const [{ bootstrapApplication }, { appConfig }, { Shell }] = await Promise.all([
  import('@angular/platform-browser'),
  import('./app/app.config'),
  import('./app/shell/shell'),
]);
bootstrapApplication(Shell, appConfig).catch((error: unknown) => console.error(error));
