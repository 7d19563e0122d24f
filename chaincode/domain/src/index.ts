// The public face of the domain package.
export * from './membership/charter';
export * from './membership/member';
export * from './vehicle/entry';
export * from './vehicle/vehicle';
export * from './vehicle/judgement';
