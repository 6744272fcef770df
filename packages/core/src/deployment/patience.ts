/** How long the engine waits for what, in milliseconds. One place, so that the guide and the tests can name them. */
import { day, hour, minute } from './instants.ts';

export const patience = {
  /** An instruction is handed out this long before its opening, so that it is on the device when the window opens. */
  sendAhead: 24 * hour,
  /** After the end of an instruction: reports may be on their way. */
  grace: 15 * minute,
  /** Before the second attempt where the device only said "not now"; doubled for each further one. */
  again: 15 * minute,
  /** A device that may begin outside its window is told so for so long at once: it takes a place of those that may be under way. */
  floating: 8 * hour,
  /** Then others have their turn before it is told again. */
  floatAgain: hour,
  /** A device that begins outside its window must have been seen since. */
  floatSeen: hour,
  /** A device in contact that began and tells nothing more. */
  noProgress: 2 * hour,
  /** A device that was told to fetch its packages and has not said that it did takes a place of those that may fetch for so long. */
  fetching: hour,
  /** After the report, a device in contact owes the scan that verifies. */
  scanInContact: 30 * minute,
  /** The same for a device that nobody has seen since its report. */
  scanOutOfContact: day,
  /** A device in contact that never reports the end of its run, counted from the end of its instruction. */
  reportInContact: day,
  /** A device that stays silent, counted from the end of its instruction. */
  reportOutOfContact: 7 * day,
  /** The answer to a check at the end of the soak. */
  check: hour,
  /** What a device said before another changes that it depends on; older than this it is asked again. */
  dependantBefore: 2 * hour,
  /** Between two looks at the latest, while something is awaited of which nothing wakes the deployment, such as a contact or another deployment's end. */
  look: 5 * minute,
  /** The same while only time, a person or a report is awaited: all three wake it, so that this finds only what nobody thought of. */
  quietLook: 6 * hour,
} as const;

/** So often a device is told that it may begin outside its window; where its conditions never held, it has missed its change for good. */
export const maxFloats = 20;

/** Attempts of one device in one deployment, the first included. */
export const maxAttempts = 5;
