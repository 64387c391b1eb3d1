import a, {b as c} from './d.js';
import * as e from 'e';
export * from './f.js';
export default class { }
export const g = await import(c), {h} = e;
import.meta.url;
