/**
 * The real neighbours for integration tests: a Keycloak and a Synapse as processes on loopback, without a container engine. Tests get them from {@link dev.lockstep.real.RealServers}.
 */
package dev.lockstep.real;
