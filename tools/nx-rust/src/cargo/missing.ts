/** Cargo could not be started because it is not on the PATH. */
export class CargoMissing extends Error {
  constructor() {
    super(CARGO_MISSING);
    this.name = 'CargoMissing';
  }
}

const CARGO_MISSING = [
  'cargo was not found on the PATH, so Rust cannot be built here.',
  '',
  'Install Rust with rustup (https://rustup.rs), then open a new terminal:',
  '  Linux, macOS:  curl --proto "=https" --tlsv1.2 -sSf https://sh.rustup.rs | sh',
  '  Windows:       winget install Rustlang.Rustup',
  'If Rust is installed already, add its folder to the PATH (usually ~/.cargo/bin).',
].join('\n');
