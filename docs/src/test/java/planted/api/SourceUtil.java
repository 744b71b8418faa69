package planted.api;

/** Named like a drawer. */
public interface SourceUtil {
    /** And so is this. */
    final class NestedImpl implements SourceUtil {}
}
