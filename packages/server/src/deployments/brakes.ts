/** Brakes that no policy loosens. */

/** Devices of one client that may be sent within an hour, over all its deployments. */
export const clientDevicesPerHour = 1_000;
