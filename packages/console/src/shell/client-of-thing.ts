import { useQuery } from '@tanstack/react-query';
import { reading } from '../api.ts';

/** The client that the open device, deployment or policy belongs to; undefined elsewhere. It shares the page's own reading call. */
export function useClientOfThing(pathname: string): string | undefined {
  const [, area, id] = /^\/(devices|deployments|policies)\/([0-9a-f-]{36})$/.exec(pathname) ?? [];
  const input = { params: { id: id ?? '' } };
  const device = useQuery({ ...reading('getDevice', input), enabled: area === 'devices' });
  const deployment = useQuery({ ...reading('getDeployment', input), enabled: area === 'deployments' });
  const policy = useQuery({ ...reading('getPolicy', input), enabled: area === 'policies' });
  return (device.data ?? deployment.data ?? policy.data)?.clientId;
}
