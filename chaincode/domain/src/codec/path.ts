// The path of a field in a request, as errors name it.

export type Path = readonly (string | number)[];

/** Longest and only shape in which a caller's own field name is repeated in an error. */
const NAMEABLE = /^[A-Za-z0-9_$.-]{1,64}$/;

/** `entry`, ['odometer', 'value'] → `entry.odometer.value`; ['work', 3] → `entry.work[3]`; an odd field name shows as `?`. */
export function describePath(name: string, path: Path): string {
    return path.reduce<string>(
        (text, step) => typeof step === 'number' ? `${text}[${step}]` : `${text}.${NAMEABLE.test(step) ? step : '?'}`,
        name,
    );
}
