/** The version that the agent tells the server and the package carries. */
export const agentVersion = '0.1.0';
