/** Reads a file here and there with few calls to the system: what lies near the last places is still in memory. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/** One for the archive's directory, some for its content, which mostly stands in the same order. */
const windowSize = 1024 * 1024;
const windowCount = 4;

export class WindowReader extends RandomAccessReader {
  readonly size: number;
  private readonly handle: FileHandle;
  /** By their number within the file; the one that was used last stands last. */
  private readonly windows = new Map<number, Buffer>();

  private constructor(handle: FileHandle, size: number) {
    super();
    this.handle = handle;
    this.size = size;
  }

  /** Opens the file; the system's own errors (not there, not allowed) come through. */
  static async open(place: string): Promise<WindowReader> {
    const handle = await open(place, 'r');
    return new WindowReader(handle, (await handle.stat()).size);
  }

  /** So many bytes from this place; fewer where the file ends before. */
  async bytes(position: number, length: number): Promise<Buffer> {
    const into = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    if (into.length > windowSize) return into.subarray(0, await this.fill(into, position));
    let done = 0;
    while (done < into.length) {
      const at = position + done;
      const window = await this.window(Math.floor(at / windowSize));
      const copied = window.copy(into, done, at % windowSize);
      if (copied === 0) break;
      done += copied;
    }
    return into.subarray(0, done);
  }

  /** yauzl asks through this one; it takes the number of bytes as a second argument, which its type does not tell. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.bytes(position, length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Closes the file. */
  async release(): Promise<void> {
    await this.handle.close();
  }

  /** yauzl's own way to close the file. */
  override close(callback: (error: Error | null) => void): void {
    this.release().then(
      () => callback(null),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Fills the buffer from this place on and says how far; a single call to the system may give less than there is. */
  private async fill(into: Buffer, position: number): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.handle.read(into, done, into.length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  private async window(number: number): Promise<Buffer> {
    let window = this.windows.get(number);
    if (window === undefined) {
      const into = Buffer.allocUnsafe(windowSize);
      window = into.subarray(0, await this.fill(into, number * windowSize));
    }
    this.windows.delete(number);
    this.windows.set(number, window);
    if (this.windows.size > windowCount) {
      for (const oldest of this.windows.keys()) {
        this.windows.delete(oldest);
        break;
      }
    }
    return window;
  }
}
