import type { Ports } from '#test/explore/core/ports.ts';
import { ACCOUNT } from '#test/explore/pockyt/account.ts';
import { PATHS } from '#test/explore/pockyt/pockyt.ts';
import { signatureOf } from '#test/explore/pockyt/signature.ts';
import type { PlantedFault } from '../fault.ts';

/** What is sent to one endpoint, changed and signed again. */
function sending(
  ports: Ports,
  endpoint: keyof typeof PATHS,
  change: Readonly<Record<string, string>>,
): Ports['post'] {
  return (path, parameters, deadlineMs, lost) => {
    if (path !== PATHS[endpoint]) return ports.post(path, parameters, deadlineMs, lost);
    const { verifySign, ...changed } = { ...parameters, ...change };
    const signed = { ...changed, verifySign: signatureOf(changed, ACCOUNT.token) };
    return ports.post(path, signed, deadlineMs, lost);
  };
}

/** Faults between the product and what it stands on. */
export const PORT_FAULTS: readonly PlantedFault[] = [
  {
    name: 'version-check-off',
    about: 'A write does not look at the version that it read.',
    worlds: ['cancel'],
    ports: (ports) => ({
      ...ports,
      replace: (key, body, _version, told) => ports.replace(key, body, undefined, told),
    }),
  },
  {
    name: 'acknowledged-without-a-write',
    about: 'A notice is answered with success before it is stored, and then it is not.',
    worlds: ['in-flight', 'claims'],
    ports: (ports, task) => {
      if (task.kind !== 'notice') return ports;
      return { ...ports, replace: async (_key, body) => ({ isMine: true, body }) };
    },
  },
  {
    name: 'sent-twice',
    about: 'A call for an order that brought no answer is sent again.',
    worlds: ['two-creates'],
    ports: (ports) => ({
      ...ports,
      post: (path, parameters, deadlineMs, lost) => {
        const send = () => ports.post(path, parameters, deadlineMs, lost);
        return path === PATHS['secure-pay'] ? send().catch(send) : send();
      },
    }),
  },
  {
    name: 'refunded-at-another-store',
    about: 'A refund names another store than the one in which its order was made.',
    worlds: ['refunds'],
    ports: (ports) => ({ ...ports, post: sending(ports, 'refund', { storeNo: ACCOUNT.stores[1] ?? '' }) }),
  },
];
