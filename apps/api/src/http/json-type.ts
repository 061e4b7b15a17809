/** The media type of documents, and of what is said of them. */
export const JSON_TYPE = 'application/json; charset=utf-8';
