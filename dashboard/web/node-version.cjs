// Prints the version of this Node; if it cannot build the page, as package.json says, it ends with 1 and says what to do.
var wanted = require('./package.json').engines.node;

function isIn(range) {
  var parts = /^(\^|>=)(\d+)\.(\d+)\.(\d+)$/.exec(range.trim());
  var minimum = parts.slice(2).map(Number);
  var version = process.versions.node.split('.').map(Number);
  if (parts[1] === '^' && version[0] !== minimum[0]) return false;
  var differs = version.findIndex(function (number, i) {
    return number !== minimum[i];
  });
  return differs < 0 || version[differs] > minimum[differs];
}

if (!wanted.split('||').some(isIn)) {
  console.error(
    'Node ' +
      process.versions.node +
      " is on the PATH, but the board's page is built with Node " +
      wanted +
      '. Install one of them, see https://nodejs.org'
  );
  process.exit(1);
}
if (require.main === module) console.log(process.version);
