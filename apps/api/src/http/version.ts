/** What a client is told that speaks another version of HTTP. */
export const VERSIONS_SPOKEN = 'the server speaks HTTP/1.1 and HTTP/1.0';
