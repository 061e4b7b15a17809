import { type Scope } from '@bimetal/contract';

/** What an API key can be for, in the words of the page. */
export const SCOPE_TEXTS: Readonly<Record<Scope, { readonly name: string; readonly what: string }>> = {
  read: {
    name: $localize`:@@scope.read:Read`,
    what: $localize`:@@scope.read.what:Documents, lists, exports and changes, and what the server does.`,
  },
  write: {
    name: $localize`:@@scope.write:Write`,
    what: $localize`:@@scope.write.what:Set and delete documents, import them. Alone it shows nothing that is stored.`,
  },
  admin: {
    name: $localize`:@@scope.admin:Administration`,
    what: $localize`:@@scope.admin.what:Everything in the whole store, and keys and backups. Give it to people, not to programs.`,
  },
};

/** Their order on the page: from what does least. */
export const SCOPE_ORDER: readonly Scope[] = ['read', 'write', 'admin'];
