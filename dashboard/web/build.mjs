// Called by Maven. `node build.mjs` makes the page, `node build.mjs test` checks and tests it.
// Nothing is done again that was done with the same input before.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import './node-version.cjs';

const root = dirname(fileURLToPath(import.meta.url));
const target = join(root, '..', 'target');
const ROOT_FILES = /\.(json|js|cjs|mjs|ts|html)$|^\.npmrc$/;

function npm(...args) {
  const windows = process.platform === 'win32';
  const done = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio: 'inherit', shell: windows });
  if (done.error) throw new Error(`npm cannot be run: ${done.error.message}`);
  if (done.status !== 0) {
    console.error(`npm ${args.join(' ')} failed in dashboard/web`);
    process.exit(done.status ?? 1);
  }
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function inputHash() {
  const inputs = [
    ...readdirSync(root)
      .filter((name) => ROOT_FILES.test(name))
      .map((name) => join(root, name)),
    ...files(join(root, 'src')),
    ...files(join(root, 'public')),
    join(root, '..', 'src', 'main', 'resources', 'vn', 'cds', 'dashboard', 'api', 'openapi.yaml'),
  ].sort();
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/** Does some work unless it was done with the same input and its result is still there. */
function once(name, result, work) {
  const stamp = join(target, `page-${name}.sha256`);
  const hash = inputHash();
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs) {
    npm('ci', '--no-audit', '--no-fund');
  }
  work();
  mkdirSync(target, { recursive: true });
  writeFileSync(stamp, hash);
}

if (process.argv[2] === 'test') {
  once('tested', target, () => {
    npm('run', '--silent', 'lint');
    npm('run', '--silent', 'check');
    npm('run', '--silent', 'test');
  });
} else {
  once('built', join(target, 'classes', 'vn', 'cds', 'dashboard', 'web', 'index.html'), () => npm('run', '--silent', 'build'));
}
