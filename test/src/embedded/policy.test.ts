// Signature policies and the CLI's policy language: which sets of signers satisfy which policy.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { common, msp } from '@hyperledger/fabric-protos';
import { ChannelPolicies } from '@carnet/network/dist/embedded/policy/channel-policies.js';
import { parsePolicy } from '@carnet/network/dist/embedded/policy/policy-language.js';
import { PolicyError } from '@carnet/network/dist/embedded/policy/policy-error.js';
import { SignaturePolicy, type Signer } from '@carnet/network/dist/embedded/policy/signature-policy.js';

const roleNames = ['member', 'admin', 'client', 'peer', 'orderer'];

/** A valid identity `Org1MSP.peer`: also a member. */
function signer(name: string): Signer {
    const [mspId, role] = name.split('.');
    return {
        satisfies: principal => {
            const wanted = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
            const wantedRole = roleNames[wanted.getRole()];
            return wanted.getMspIdentifier() === mspId && (wantedRole === 'member' || wantedRole === role);
        },
    };
}

function isSatisfied(policy: string, signers: readonly string[]): boolean {
    return new SignaturePolicy(parsePolicy(policy)).isSatisfiedBy(signers.map(signer));
}

suite('signature policies', () => {
    const table: [policy: string, signers: string[], satisfied: boolean][] = [
        ["AND('Org1MSP.member', 'Org2MSP.member')", ['Org1MSP.peer', 'Org2MSP.peer'], true],
        ["AND('Org1MSP.member', 'Org2MSP.member')", ['Org1MSP.peer'], false],
        ["OR('Org1MSP.peer','Org2MSP.peer')", ['Org2MSP.peer'], true],
        ["OR('Org1MSP.peer','Org2MSP.peer')", ['Org2MSP.client'], false],
        ["OutOf(2, 'A.member', 'B.member', 'C.member')", ['C.client', 'A.admin'], true],
        ["OutOf(2, 'A.member', 'B.member', 'C.member')", ['C.client', 'C.peer'], false],
        ["AND('A.admin', OR('B.peer', 'C.peer'))", ['C.peer', 'A.admin'], true],
        ["AND('A.admin', OR('B.peer', 'C.peer'))", ['C.peer', 'A.client'], false],
        ["and('A.member', or('B.member','C.member'))", ['B.client', 'A.client'], true],
        ["OutOf('1', 'A.member', \"B.member\")", ['B.peer'], true],
        ["OutOf(0, 'A.member')", [], true],
        ["OutOf(2, 'A.member')", ['A.peer', 'A.client'], false],
        // Each signer counts once: two people are wanted, not one twice.
        ["AND('A.member', 'A.member')", ['A.peer'], false],
        ["AND('A.member', 'A.member')", ['A.peer', 'A.client'], true],
        // Greedy in order, as in Fabric: the member takes the only admin, and nobody is left for the second rule.
        ["AND('A.member', 'A.admin')", ['A.admin', 'A.client'], false],
        ["AND('A.admin', 'A.member')", ['A.admin', 'A.client'], true],
        // A gate that fails gives its signers back.
        ["OR(AND('A.member', 'B.member'), AND('A.member', 'C.member'))", ['A.peer', 'C.peer'], true],
    ];
    for (const [policy, signers, satisfied] of table) {
        test(`${policy} is ${satisfied ? '' : 'not '}satisfied by ${signers.join(' and ') || 'nobody'}`, () => {
            assert.equal(isSatisfied(policy, signers), satisfied);
        });
    }

    for (const [policy, reason] of [
        ['', /it ends too early/], ["AND('A.member'", /it ends too early/], ["XOR('A.member')", /expected AND, OR or OutOf/],
        ["AND('A.boss')", /unrecognized token 'A\.boss' in policy string/], ["AND('A')", /unrecognized token 'A'/],
        ["OutOf(3, 'A.member')", /invalid t-out-of-n predicate, t 3, n 1/], ["OutOf('A.member')", /OutOf begins with a number/],
        ["AND('A.member') OR", /unrecognized token|unexpected text/], ["'A.member'", /expected AND, OR or OutOf/], ['AND(A.member)', /unrecognized token/],
    ] as const) {
        test(`'${policy}' is no policy`, () => {
            assert.throws(() => parsePolicy(policy), error => {
                assert.ok(error instanceof PolicyError);
                assert.match(error.message, reason);
                return true;
            });
        });
    }

    test('a rule that points beyond the principals is refused', () => {
        const rule = new common.SignaturePolicy();
        rule.setSignedBy(1);
        const envelope = new common.SignaturePolicyEnvelope();
        envelope.setRule(rule);
        assert.throws(() => new SignaturePolicy(envelope), /identity index out of range, requested 1, but identities length is 0/);
    });
});

suite('policies of the channel', () => {
    const policies = new ChannelPolicies(['A', 'B', 'C'], ['O']);
    const table: [path: string, signers: string[], satisfied: boolean][] = [
        ['/Channel/Application/Writers', ['A.client'], true], ['/Channel/Application/Writers', ['A.peer'], false],
        ['/Channel/Application/Readers', ['A.peer'], true], ['/Channel/Application/Writers', ['O.client'], false],
        ['/Channel/Writers', ['O.client'], true], ['/Channel/Writers', ['B.admin'], true],
        ['/Channel/Application/Endorsement', ['A.peer'], false], ['/Channel/Application/Endorsement', ['A.peer', 'C.peer'], true],
        ['/Channel/Application/Endorsement', ['A.peer', 'C.client'], false], ['/Channel/Application/B/Endorsement', ['B.peer'], true],
        ['/Channel/Application/Admins', ['A.admin'], false], ['/Channel/Application/Admins', ['A.admin', 'B.admin'], true],
    ];
    for (const [path, signers, satisfied] of table) {
        test(`${path} is ${satisfied ? '' : 'not '}satisfied by ${signers.join(' and ')}`, () => {
            assert.equal(policies.policy(path).isSatisfiedBy(signers.map(signer)), satisfied);
        });
    }

    test('a majority of two is both', () => {
        const two = new ChannelPolicies(['A', 'B'], ['O']).policy('/Channel/Application/Endorsement');
        assert.equal(two.isSatisfiedBy([signer('A.peer')]), false);
        assert.equal(two.isSatisfiedBy([signer('A.peer'), signer('B.peer')]), true);
    });
});
