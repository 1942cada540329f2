const wrong = [null, 5, true, '', ' ', 'x y', '+0123', '12E', 'A'.repeat(51), 'a'.repeat(65), 'é', 'a'.repeat(129), 'b'.repeat(201), 'c'.repeat(257), 'd'.repeat(513), [], {}, ['x'], { digits: '1' }];

/** The value with one place of it taken out or replaced, one mutant for each place and each wrong value. */
export function* mutantsOf(value) {
  for (const path of pathsIn(value)) {
    yield { path: path.join('.'), what: 'taken out', value: changed(value, path) };
    for (const other of wrong) yield { path: path.join('.'), what: JSON.stringify(other).slice(0, 20), value: changed(value, path, other) };
  }
  if (value && typeof value === 'object' && !Array.isArray(value)) yield { path: '', what: 'a further member', value: { ...value, unknown: { to: 'us' } } };
}

function* pathsIn(value, path = []) {
  if (path.length > 0) yield path;
  if (value && typeof value === 'object') {
    for (const name of Object.keys(value)) yield* pathsIn(value[name], [...path, name]);
  }
}

function changed(value, path, other) {
  const copy = structuredClone(value);
  const parent = path.slice(0, -1).reduce((here, name) => here[name], copy);
  const name = path.at(-1);
  if (other !== undefined) parent[name] = other;
  else if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else delete parent[name];
  return copy;
}
