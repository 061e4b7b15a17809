/**
 * What a cache may do with a document: one browser may keep it, and asks with its entity tag before it shows it again. So a
 * document that has not changed is not sent twice, and none is shown that has.
 */
export const READ_CACHING = 'private, no-cache';
