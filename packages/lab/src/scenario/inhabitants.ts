/** Who lives in the world of `npm run lab`: two clients in two time zones, three devices each. */

export type Inhabitant = {
  readonly name: string;
  /** Packages of the lab's archive that it begins with, besides those that all have. */
  readonly packages: readonly string[];
  /** Lists Debian's own archive too, so that real security updates are pending. */
  readonly debian: boolean;
};

export type ClientOfLab = {
  readonly name: string;
  readonly site: string;
  readonly zone: string;
  /** Who gets the notices. */
  readonly contact: { readonly name: string; readonly mail: string };
  /** The first is the one that takes updates before the others. */
  readonly devices: readonly Inhabitant[];
};

/** What every device begins with: an app, a service with a health endpoint, a package with a configuration file. */
export const COMMON: readonly string[] = ['lab-app=1.0-1', 'lab-web=2.0-1', 'lab-conf=1.0-1'];

/** What is published once the devices are up: good security updates. The broken ones wait until someone publishes them. */
export const UPDATES: readonly string[] = [
  'lab-app=1.1-1',
  'lab-web=2.1-1',
  'lab-conf=2.0-1',
  'lab-kernel=6.1-1',
  'lab-lib=2.0-1',
  'lab-user=2.0-1',
  'lab-slow=1.1-1',
];

export const clients: readonly ClientOfLab[] = [
  {
    name: 'Harbour Dental',
    site: 'Bristol',
    zone: 'Europe/London',
    contact: { name: 'Mary Quay', mail: 'mary@harbour-dental.example' },
    devices: [
      { name: 'harbour-test', packages: [], debian: false },
      { name: 'harbour-web', packages: ['lab-kernel=6.0-1'], debian: true },
      { name: 'harbour-files', packages: ['lab-lib=1.0-1', 'lab-user=1.0-1'], debian: false },
    ],
  },
  {
    name: 'Prairie Freight',
    site: 'Omaha',
    zone: 'America/Chicago',
    contact: { name: 'Walt Furrow', mail: 'walt@prairie-freight.example' },
    devices: [
      { name: 'prairie-test', packages: [], debian: false },
      { name: 'prairie-app', packages: ['lab-slow=1.0-1'], debian: false },
      { name: 'prairie-edge', packages: ['lab-kernel=6.0-1'], debian: true },
    ],
  },
];
