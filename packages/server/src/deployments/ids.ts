/** Names of instructions. The same order has the same name, whoever decides it and how often; core gives them the same form. */

export function simulateId(deploymentId: string, deviceId: string): string {
  return `${deploymentId}:${deviceId}:0:simulate`;
}
export function getId(deploymentId: string, deviceId: string, attempt: number): string {
  return `${deploymentId}:${deviceId}:${attempt}:get`;
}
export function installId(deploymentId: string, deviceId: string, attempt: number): string {
  return `${deploymentId}:${deviceId}:${attempt}:install`;
}
