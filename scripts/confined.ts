/**
 * The program opens no inspector (a debugger in it reads every key), starts no threads of its own and runs no WebAssembly
 * modules with access to the system. Which files it may touch is for the system to say: the binary is for every command.
 */
export const CONFINED = [
  "--disable-sigusr1",
  "--permission",
  "--allow-fs-read=*",
  "--allow-fs-write=*",
  "--allow-addons",
  "--allow-child-process",
  "--disable-warning=PERM0001",
  "--disable-warning=PERM0002",
];
