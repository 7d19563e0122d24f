// What the portal answers, and the headers that every answer carries.

export interface Reply {
    readonly status: number;
    readonly type: string;
    readonly body: string | Buffer;
    readonly headers?: Readonly<Record<string, string>>;
}

/** No script at all; nothing from anywhere but the portal itself; the page cannot be framed, and its forms lead nowhere else. */
const PAGE_POLICY = 'default-src \'none\'; style-src \'self\'; img-src \'self\' data:; form-action \'self\'; base-uri \'none\'; frame-ancestors \'none\'';

const PERMISSIONS = 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), display-capture=(), browsing-topics=()';

/** @param secure buyers reach the portal by https: then they are told to use nothing else from now on */
export function securityHeaders(secure: boolean): Record<string, string> {
    return {
        'Content-Security-Policy': PAGE_POLICY,
        'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
        'Permissions-Policy': PERMISSIONS,
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'X-Robots-Tag': 'noindex, nofollow',
        'Cache-Control': 'no-store',
        ...secure ? { 'Strict-Transport-Security': 'max-age=31536000' } : {},
    };
}

export function pageReply(status: number, body: string, language: string, headers: Readonly<Record<string, string>> = {}): Reply {
    return { status, type: 'text/html; charset=utf-8', body, headers: { 'Content-Language': language, 'Vary': 'Accept-Language', ...headers } };
}
