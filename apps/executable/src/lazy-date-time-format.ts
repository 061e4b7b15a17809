/** Not written `Intl.DateTimeFormat`, which would be what stands below: see `define` and `inject` in project.json. */
const { DateTimeFormat } = Intl;

/**
 * What the bundle has for `Intl.DateTimeFormat`. Making one reads the names of all locales, a tenth of the CPU of a start, and
 * Nest makes two of them while it loads, for a logger that we do not use. So it is made when somebody asks it for something.
 */
export const LazyDateTimeFormat = new Proxy(DateTimeFormat, {
  construct(_target, parameters: ConstructorParameters<typeof DateTimeFormat>) {
    let made: Intl.DateTimeFormat | undefined;
    return new Proxy(Object.create(DateTimeFormat.prototype) as Intl.DateTimeFormat, {
      get(_none, name) {
        made ??= new DateTimeFormat(...parameters);
        const member: unknown = Reflect.get(made, name, made);
        return typeof member === 'function' ? (member.bind(made) as unknown) : member;
      },
    });
  },
});
