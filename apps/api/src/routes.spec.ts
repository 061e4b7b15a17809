import { routes } from '@bimetal/contract';
import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { AppModule } from './app.module.js';

const metadata = <T>(key: string, target: object): T | undefined => Reflect.getMetadata(key, target) as T | undefined;

/** `POST /api/backups 201`: every route of the controllers, as Nest reads it from them. */
function registered(): string[] {
  const modules = metadata<Type[]>(MODULE_METADATA.IMPORTS, AppModule) ?? [];
  const controllers = modules.flatMap((module) => metadata<Type[]>(MODULE_METADATA.CONTROLLERS, module) ?? []);
  return controllers.flatMap((controller) =>
    Object.values(Object.getOwnPropertyDescriptors(controller.prototype as object)).flatMap(({ value: handler }) => {
      const method = typeof handler === 'function' ? metadata<RequestMethod>(METHOD_METADATA, handler) : undefined;
      if (method === undefined) return [];
      const parts = [controller, handler as object].map((target) => metadata<string>(PATH_METADATA, target) ?? '');
      const path = `/${parts
        .flatMap((part) => part.split('/'))
        .filter(Boolean)
        .join('/')}`;
      const status = metadata<number>(HTTP_CODE_METADATA, handler as object);
      // Without a word of its own a POST is answered with 201. Fastify answers HEAD wherever it answers GET.
      const names = method === RequestMethod.GET ? ['GET', 'HEAD'] : [RequestMethod[method]];
      return names.map((name) => `${name} ${path} ${status ?? (method === RequestMethod.POST ? 201 : 200)}`);
    }),
  );
}

describe('the routes of the controllers', () => {
  it('are those of the contract, by method, path and status, and one for the page', () => {
    const agreed = routes.flatMap(({ path, methods }) =>
      Object.entries(methods).map(([method, status]) => `${method} ${path} ${status}`),
    );
    expect(agreed.filter((route) => !/ \/api[/ ]/.test(route))).toEqual([]);
    expect(registered().sort()).toEqual([...agreed, 'GET /* 200', 'HEAD /* 200'].sort());
  });
});
