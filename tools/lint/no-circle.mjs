import ts from 'typescript';

/** The modules of ours that a file imports, with the places where it names them. Files that did not change stay the same objects. */
const known = new WeakMap();

/**
 * No module may import itself by way of others, be it only for a type: who wants to read one of a circle must read them all.
 * `import-x/no-cycle` passes by imports of types, and has to parse every file once more; this asks TypeScript.
 */
export const noCircle = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { circle: 'This import closes a circle: {{ circle }}. Move what both need into a module below them.' },
  },
  create(context) {
    const { program } = context.sourceCode.parserServices;
    const here = program.getSourceFile(context.physicalFilename);
    return {
      Program() {
        for (const { file, place } of importsOf(here, program)) {
          const way = wayTo(here, file, program, new Set());
          if (way === undefined) continue;
          const circle = way.map(({ fileName }) => fileName.replace(/.*\//, '')).join(' -> ');
          context.report({ loc: context.sourceCode.getLocFromIndex(place), messageId: 'circle', data: { circle } });
        }
      },
    };
  },
};

function wayTo(target, from, program, seen) {
  if (from === target) return [target];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const { file } of importsOf(from, program)) {
    const way = wayTo(target, file, program, seen);
    if (way) return [from, ...way];
  }
  return undefined;
}

function importsOf(source, program) {
  const checker = program.getTypeChecker();
  const collect = (node) => {
    const name = node.moduleSpecifier ?? (isDynamic(node) ? node.arguments[0] : undefined);
    const file = name && checker.getSymbolAtLocation(name)?.declarations?.find(ts.isSourceFile);
    if (file && !file.fileName.includes('/node_modules/')) found.push({ file, place: name.getStart(source) });
    ts.forEachChild(node, collect);
  };
  let found = known.get(source);
  if (found === undefined) {
    known.set(source, (found = []));
    collect(source);
  }
  return found;
}

function isDynamic(node) {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}
