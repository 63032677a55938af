import { residualWorkload } from '../residual-network';

export const workload = residualWorkload('resnet50', 'ResNet-50', { block: 'bottleneck', stages: [3, 4, 6, 3] });
