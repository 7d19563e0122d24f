// Keys that passphrases give, worked out once in a process: commands that follow each other open the same key files again and again.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

type Done = (error: Error | null, key: Buffer) => void;
type Scrypt = (secret: Buffer, salt: Buffer, length: number, options: crypto.ScryptOptions, done: Done) => void;

/** From now on a key that was derived is remembered; deriving it takes half a second of a processor, as it should for whoever guesses. */
export function rememberDerivedKeys(): void {
    const derive: Scrypt = crypto.scrypt;
    const known = new Map<string, Buffer>();
    const scrypt: Scrypt = (secret, salt, length, options, done) => {
        const asked = JSON.stringify([secret.toString('hex'), salt.toString('hex'), length, options]);
        const key = known.get(asked);
        if (key !== undefined) {
            setImmediate(done, null, Buffer.from(key));
            return;
        }
        derive(secret, salt, length, options, (error, derived) => {
            if (error === null) known.set(asked, Buffer.from(derived));
            done(error, derived);
        });
    };
    Object.assign(crypto, { scrypt });
    syncBuiltinESMExports();
}
