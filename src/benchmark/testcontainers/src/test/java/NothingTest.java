import org.junit.jupiter.api.Test;

/** What Maven and JUnit take where there is nothing to test. */
class NothingTest {
    @Test
    void passes() {}
}
