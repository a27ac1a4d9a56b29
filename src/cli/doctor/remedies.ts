import type { Reason } from '../../errors.ts'
import type { Machine } from '../../machine.ts'

/** Lines to paste, and where they go. */
export interface Remedy {
  /** What it is for, and where it is done. */
  readonly title: string
  readonly lines: readonly string[]
}

const CALLS = ['io_uring_setup', 'io_uring_enter', 'io_uring_register']
const RULE = JSON.stringify({ names: CALLS, action: 'SCMP_ACT_ALLOW' })
const PROFILE = 'https://raw.githubusercontent.com/moby/profiles/main/seccomp/default.json'

/** What to change, by what stops io_uring. */
export function remediesFor(reason: Reason | undefined, machine: Machine): readonly Remedy[] {
  return reason === undefined ? [] : REMEDIES[reason](machine)
}

/** By what stops it. */
export const REMEDIES: Readonly<Record<Reason, (machine: Machine) => readonly Remedy[]>> = {
  platform: () => [
    {
      title: 'io_uring is a part of Linux: run the program in a container or virtual machine',
      lines: ['docker run -it --security-opt seccomp=unconfined -v .:/app -w /app node:24 sh'],
    },
  ],
  backend: () => [
    { title: 'without a compiler: koffi', lines: ['npm install koffi'] },
    {
      title: 'with a C compiler, make and Python 3: the addon',
      lines: ['cd node_modules/uring-sdk', 'npx node-gyp rebuild -C native'],
    },
  ],
  kernel: () => [
    { title: 'Linux 6.1 or later: Debian 12, Ubuntu 24.04, RHEL 10', lines: ['uname -r'] },
    {
      title: 'whether this one was built with it (y is needed)',
      lines: ['grep CONFIG_IO_URING= /boot/config-$(uname -r)'],
    },
  ],
  sandbox: () => [
    { title: 'Docker: the runtime of Linux itself', lines: ['docker run --runtime=runc IMAGE'] },
    {
      title: 'Kubernetes: a pod whose runtimeClassName is of runc, or left out',
      lines: ['kubectl get runtimeclass'],
    },
  ],
  sysctl: sysctlRemedies,
  seccomp: seccompRemedies,
  policy: () => [
    {
      title: 'SELinux: see the denial, and allow it',
      lines: [
        'ausearch -m avc -ts recent | grep io_uring',
        'ausearch -m avc -ts recent | audit2allow -M uring && semodule -i uring.pp',
      ],
    },
    { title: 'AppArmor, BPF: see the denial', lines: ['dmesg | grep -iE "apparmor|denied|lsm"'] },
  ],
  memlock: memlockRemedies,
  flags: () => [],
}

function sysctlRemedies({ container, disabled, group }: Machine): readonly Remedy[] {
  const where = container === null ? 'as root' : 'as root, on the host and not in the container'
  const all: Remedy = {
    title: `sysctl: allow it to everybody, now and after the next start (${where})`,
    lines: [
      'sysctl kernel.io_uring_disabled=0',
      'echo kernel.io_uring_disabled=0 > /etc/sysctl.d/60-io-uring.conf',
    ],
  }
  const one: Remedy = {
    title: `sysctl: allow it to one group (${where})`,
    lines: [
      'groupadd --system io_uring',
      'usermod --append --groups io_uring USER',
      'sysctl kernel.io_uring_disabled=1',
      'sysctl kernel.io_uring_group=$(getent group io_uring | cut -d: -f3)',
    ],
  }
  const join: Remedy = {
    title: `sysctl: put the user into group ${group}, and log in anew (${where})`,
    lines: [`usermod --append --groups $(getent group ${group} | cut -d: -f1) USER`],
  }
  return disabled === 1 && group !== null && group >= 0 ? [join, all] : [all, one]
}

function seccompRemedies(): readonly Remedy[] {
  return [
    {
      title: 'Docker, Podman: the default profile with three more system calls (needs jq)',
      lines: [
        `curl -fsSLo default.json ${PROFILE}`,
        `jq '.syscalls += [${RULE}]' default.json > uring.json`,
        'docker run --security-opt seccomp=uring.json IMAGE',
      ],
    },
    {
      title: 'Docker, Podman: no filter at all, for a try',
      lines: ['docker run --security-opt seccomp=unconfined IMAGE'],
    },
    {
      title: 'Kubernetes: uring.json (as above) lies in /var/lib/kubelet/seccomp of each node',
      lines: [
        'securityContext:',
        '  seccompProfile:',
        '    type: Localhost',
        '    localhostProfile: uring.json',
      ],
    },
    {
      title: 'systemd: systemctl edit UNIT, for one that has a SystemCallFilter already',
      lines: ['[Service]', `SystemCallFilter=${CALLS.join(' ')}`],
    },
  ]
}

function memlockRemedies(): readonly Remedy[] {
  return [
    { title: 'a shell', lines: ['ulimit -l unlimited'] },
    {
      title: 'users who log in: /etc/security/limits.d/60-io-uring.conf',
      lines: ['USER soft memlock unlimited', 'USER hard memlock unlimited'],
    },
    { title: 'Docker, Podman', lines: ['docker run --ulimit memlock=-1 IMAGE'] },
    {
      title: 'Kubernetes: the limit does not count for who has this capability',
      lines: ['securityContext:', '  capabilities:', '    add: [IPC_LOCK]'],
    },
    { title: 'systemd: systemctl edit UNIT', lines: ['[Service]', 'LimitMEMLOCK=infinity'] },
  ]
}
