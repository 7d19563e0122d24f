// A network of real Fabric processes comes back from kills, rebuilt code and commands that are broken off.
import { suite } from 'node:test';
import { repairCases } from '../repairs.js';
import { whyNoFabric } from './peer-command.js';

suite('repairs of a network of real Fabric processes', { skip: whyNoFabric() }, () => repairCases('fabric'));
