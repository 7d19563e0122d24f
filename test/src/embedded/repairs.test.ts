// The embedded network comes back from kills, rebuilt code and commands that are broken off.
import { suite } from 'node:test';
import { repairCases } from '../repairs.js';

suite('repairs of an embedded network', () => repairCases('embedded'));
