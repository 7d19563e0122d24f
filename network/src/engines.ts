// The engine of a name; only the one that is asked for is loaded.
import type { Engine, EngineName } from './engine.js';

export async function loadEngine(name: EngineName): Promise<Engine> {
    if (name === 'fabric') return new (await import('./fabric/engine.js')).FabricEngine();
    return new (await import('./embedded/engine.js')).EmbeddedEngine();
}
