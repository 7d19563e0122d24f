// Whoever uses the client can name every type that its public faces speak of.
import assert from 'node:assert/strict';
import { join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const [client, domain] = [join(repository, 'client', 'dist'), join(repository, 'chaincode', 'domain', 'dist')] as [string, string];
const FACES = ['index.d.ts', 'report/index.d.ts', 'verify.d.ts'].map(face => join(client, face));

const program = ts.createProgram(FACES, {
    module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022, skipLibCheck: true, types: [],
});
const checker = program.getTypeChecker();

const fileOf = (node: ts.Node): string => node.getSourceFile().fileName;
const original = (symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);

/** What users do not call: private members, and what makes objects of classes, most of which only the library makes. */
function isHidden(node: ts.Node): boolean {
    if (ts.isConstructorDeclaration(node) || ts.isPropertyDeclaration(node) && ts.isPrivateIdentifier(node.name)) return true;
    return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) =>
        kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.StaticKeyword) === true;
}

function namesIn(node: ts.Node): ts.EntityName | ts.Expression | undefined {
    if (ts.isTypeReferenceNode(node)) return node.typeName;
    if (ts.isExpressionWithTypeArguments(node)) return node.expression;
    return ts.isImportTypeNode(node) ? node.qualifier : undefined;
}

/** Our own types that a declaration names and that its module exports. */
function typesIn(declaration: ts.Node): ts.Symbol[] {
    const found: ts.Symbol[] = [];
    const visit = (node: ts.Node): void => {
        if (isHidden(node)) return;
        const name = namesIn(node);
        const symbol = name && checker.getSymbolAtLocation(name);
        const type = symbol && original(symbol);
        const exported = type?.declarations?.some(one => (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Export) !== 0
            && [client, domain].some(folder => fileOf(one).startsWith(folder)));
        if (type !== undefined && exported === true) found.push(type);
        ts.forEachChild(node, visit);
    };
    visit(declaration);
    return found;
}

for (const face of FACES) {
    test(`${relative(client, face)} exports every type that it names`, () => {
        const source = program.getSourceFile(face);
        const module = source && checker.getSymbolAtLocation(source);
        assert.ok(module !== undefined, 'the client is built');
        const exported = new Set(checker.getExportsOfModule(module).map(original));
        const missing = new Set<string>();
        for (const symbol of exported) {
            for (const declaration of symbol.declarations ?? []) {
                // Of the domain the types alone are handed on.
                const isType = ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
                if (fileOf(declaration).startsWith(domain) && !isType) continue;
                for (const type of typesIn(declaration)) if (!exported.has(type)) missing.add(`${symbol.name} names ${type.name}`);
            }
        }
        assert.deepEqual([...missing].sort(), []);
    });
}
