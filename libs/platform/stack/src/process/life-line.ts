import { type ChildProcess, spawn } from 'node:child_process';

/**
 * The own watch: a shell that reads our pipe and knows the pids to end. When this process dies in whatever way, SIGKILL
 * included, the pipe closes; the shell then asks each of them to stop and after ten seconds kills what is left. It needs
 * nothing but a POSIX shell, so it also works where `setpriv --pdeathsig` does not exist.
 */
const WATCH = `
trap '' INT TERM HUP
watched=''
while read -r op pid signal; do
  case $op in
    +) watched="$watched $pid:$signal" ;;
    -) rest=''; for w in $watched; do [ "\${w%%:*}" = "$pid" ] || rest="$rest $w"; done; watched=$rest ;;
  esac
done
for w in $watched; do kill -s "\${w#*:}" "\${w%%:*}" 2>/dev/null; done
tries=0
while [ $tries -lt 50 ]; do
  left=''
  for w in $watched; do kill -0 "\${w%%:*}" 2>/dev/null && left="$left $w"; done
  [ -z "$left" ] && exit 0
  watched=$left; tries=$((tries + 1)); sleep 0.2
done
for w in $watched; do kill -s KILL "\${w%%:*}" 2>/dev/null; done
`;

let shell: ChildProcess | undefined;
const watched = new Set<number>();

/** From now on `pid` gets `signal` when this process is gone. */
export function watchOver(pid: number, signal: NodeJS.Signals): void {
  if (shell === undefined) {
    shell = spawn('sh', ['-c', WATCH], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
    // Without a shell there is no own watch; `setpriv` still holds where it exists.
    shell.on('error', () => undefined);
    shell.stdin?.on('error', () => undefined);
    shell.unref();
    (shell.stdin as unknown as { unref?: () => void }).unref?.();
  }
  watched.add(pid);
  shell.stdin?.write(`+ ${pid} ${signal.replace('SIG', '')}\n`);
}

/** `pid` has ended: its number may soon belong to somebody else and must not be signalled. */
export function watchNoMore(pid: number): void {
  if (!watched.delete(pid)) return;
  shell?.stdin?.write(`- ${pid}\n`);
  if (watched.size > 0) return;
  shell?.stdin?.end();
  shell = undefined;
}
