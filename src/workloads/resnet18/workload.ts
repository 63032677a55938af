import { residualWorkload } from '../residual-network';

export const workload = residualWorkload('resnet18', 'ResNet-18', { block: 'basic', stages: [2, 2, 2, 2] });
