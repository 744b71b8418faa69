/**
 * A tree of the project's shape in which every rule of {@link io.dataflow.docs.ArchitectureRules} is broken. It must not
 * be repaired.
 */
package planted;
