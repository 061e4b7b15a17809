import { type Index, routes } from '@bimetal/contract';
import { Controller, Get, Header } from '@nestjs/common';

/** What there is, for people who look around. */
@Controller('api')
export class IndexController {
  @Get()
  @Header('cache-control', 'no-store')
  all(): Index {
    return indexOf('/api');
  }

  @Get('health')
  @Header('cache-control', 'no-store')
  health(): Index {
    return indexOf('/api/health');
  }
}

function indexOf(prefix: string): Index {
  const listed = routes.filter(({ path }) => path === prefix || path.startsWith(`${prefix}/`));
  return {
    routes: listed.map(({ path, methods, parameters = [], describe }) => ({
      path,
      methods: Object.keys(methods),
      parameters: [...parameters],
      describe,
    })),
  };
}
