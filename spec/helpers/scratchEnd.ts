export { end as default } from './scratch';
