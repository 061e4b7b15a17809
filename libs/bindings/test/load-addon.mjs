// Loads the addon and prints the error, or which addon it is.
import { addonInfo } from '../src/index.ts';

try {
  console.log(JSON.stringify(addonInfo()));
} catch ({ code, message, details, cause }) {
  console.log(JSON.stringify({ code, message, details, cause: cause?.message }));
}
