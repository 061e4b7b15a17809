/**
 * What stands between the `;` of a media type; a `;` in quotes separates nothing, and quotes that nobody closes end with the text.
 * INVARIANT: each character can be a part of one piece in one way, so that no text, however it is made, is gone through twice.
 */
const PIECE = /(?:[^";]|"(?:[^"\\]|\\.?)*(?:"|$))+/gs;

/** The parameters of a media type (RFC 9110, 8.3.1): names in lower case, values without the quotes around them. */
export function mediaParametersOf(type: string): { readonly name: string; readonly value: string }[] {
  const [, ...parameters] = type.match(PIECE) ?? [];
  return parameters.map((parameter) => {
    const [name = '', ...value] = parameter.split('=');
    return { name: name.trim().toLowerCase(), value: value.join('=').trim().replace(/^"|"$/g, '') };
  });
}
