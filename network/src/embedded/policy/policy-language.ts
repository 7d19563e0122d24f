// The policy language of the Fabric CLI: AND('Org1MSP.member', OR('Org2MSP.peer', OutOf(2, …))).
import { common, msp } from '@hyperledger/fabric-protos';
import { PolicyError } from './policy-error.js';

const { MSPRoleType } = msp.MSPRole;
const roles: Readonly<Record<string, msp.MSPRole.MSPRoleTypeMap[keyof msp.MSPRole.MSPRoleTypeMap]>> = {
    member: MSPRoleType.MEMBER, admin: MSPRoleType.ADMIN, client: MSPRoleType.CLIENT, peer: MSPRoleType.PEER, orderer: MSPRoleType.ORDERER,
};
const token = /\s*(?:([A-Za-z]+)\s*(?=\()|'([^']*)'|"([^"]*)"|(\d+)|([(),]))/y;
const principalPattern = /^([A-Za-z0-9.-]+)\.(admin|member|client|peer|orderer)$/;

type Token = { readonly gate: string } | { readonly text: string } | { readonly number: number } | { readonly mark: string };

/** Parses a policy as `peer lifecycle chaincode approveformyorg --signature-policy` does. @throws PolicyError naming what is wrong. */
export function parsePolicy(policy: string): common.SignaturePolicyEnvelope {
    const parser = new Parser(tokenize(policy), policy);
    const rule = parser.gate();
    parser.end();
    const envelope = new common.SignaturePolicyEnvelope();
    envelope.setVersion(0);
    envelope.setRule(rule);
    envelope.setIdentitiesList(parser.principals);
    return envelope;
}

function tokenize(policy: string): Token[] {
    const tokens: Token[] = [];
    token.lastIndex = 0;
    while (token.lastIndex < policy.trimEnd().length) {
        const start = token.lastIndex;
        const match = token.exec(policy);
        if (!match) throw new PolicyError(`invalid policy string '${policy}': unrecognized token at position ${start}`);
        const [, gate, single, double, number, mark] = match;
        const text = single ?? double;
        if (gate !== undefined) tokens.push({ gate: gate.toLowerCase() });
        else if (text !== undefined) tokens.push({ text });
        else if (number !== undefined) tokens.push({ number: Number(number) });
        else if (mark !== undefined) tokens.push({ mark });
    }
    return tokens;
}

class Parser {
    readonly principals: msp.MSPPrincipal[] = [];
    #position = 0;

    constructor(readonly tokens: readonly Token[], readonly source: string) {}

    gate(): common.SignaturePolicy {
        const next = this.#next();
        if (!('gate' in next) || !['and', 'or', 'outof'].includes(next.gate)) throw this.#error('expected AND, OR or OutOf');
        this.#mark('(');
        const wanted = next.gate === 'outof' ? this.#number() : undefined;
        const rules: common.SignaturePolicy[] = [];
        if (wanted !== undefined) this.#mark(',');
        for (;;) {
            rules.push(this.#rule());
            const separator = this.#next();
            if ('mark' in separator && separator.mark === ')') break;
            if (!('mark' in separator && separator.mark === ',')) throw this.#error('expected , or )');
        }
        const n = wanted ?? (next.gate === 'and' ? rules.length : 1);
        if (n > rules.length + 1) throw this.#error(`invalid t-out-of-n predicate, t ${n}, n ${rules.length}`);
        return nOutOf(n, rules);
    }

    end(): void {
        if (this.#position < this.tokens.length) throw this.#error('unexpected text after the policy');
    }

    #rule(): common.SignaturePolicy {
        const next = this.tokens[this.#position];
        if (!next || !('text' in next)) return this.gate();
        this.#position++;
        const [, mspId, role] = principalPattern.exec(next.text) ?? [];
        const type = roles[role ?? ''];
        if (mspId === undefined || type === undefined) throw this.#error(`unrecognized token '${next.text}' in policy string`);
        const mspRole = new msp.MSPRole();
        mspRole.setMspIdentifier(mspId);
        mspRole.setRole(type);
        const principal = new msp.MSPPrincipal();
        principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
        principal.setPrincipal(mspRole.serializeBinary());
        const signedBy = new common.SignaturePolicy();
        signedBy.setSignedBy(this.principals.push(principal) - 1);
        return signedBy;
    }

    #next(): Token {
        const next = this.tokens[this.#position++];
        if (!next) throw this.#error('it ends too early');
        return next;
    }

    #mark(mark: string): void {
        const next = this.#next();
        if (!('mark' in next) || next.mark !== mark) throw this.#error(`expected ${mark}`);
    }

    #number(): number {
        const next = this.#next();
        const value = 'number' in next ? next.number : 'text' in next && /^\d+$/.test(next.text) ? Number(next.text) : undefined;
        if (value === undefined) throw this.#error('OutOf begins with a number');
        return value;
    }

    #error(reason: string): PolicyError {
        return new PolicyError(`invalid policy string '${this.source}': ${reason}`);
    }
}

function nOutOf(n: number, rules: common.SignaturePolicy[]): common.SignaturePolicy {
    const gate = new common.SignaturePolicy.NOutOf();
    gate.setN(n);
    gate.setRulesList(rules);
    const rule = new common.SignaturePolicy();
    rule.setNOutOf(gate);
    return rule;
}
