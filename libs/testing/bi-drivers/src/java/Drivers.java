import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** What Metabase and DBeaver do through JDBC, with the driver's defaults and with what they set. Arguments: port, user. */
public class Drivers {
  private static final String MODELS =
      "SELECT model, sum(calls) AS calls, sum(cost) AS cost FROM cost_by_model GROUP BY model ORDER BY model";

  private interface Work {
    Object of(Connection connection) throws SQLException;
  }

  private static String quoted(Object value) {
    return value == null ? "null" : '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
  }

  private static List<String> column(ResultSet rows, int... columns) throws SQLException {
    List<String> found = new ArrayList<>();
    while (rows.next()) for (int column : columns) found.add(quoted(rows.getString(column)));
    return found;
  }

  private static Object prepared(Connection connection) throws SQLException {
    String sql = "SELECT sum(calls) FROM analyst.calls WHERE model = ? AND time > ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "gpt");
      statement.setTimestamp(2, new Timestamp(0));
      return column(statement.executeQuery(), 1);
    }
  }

  public static void main(String[] arguments) {
    String url = "jdbc:clickhouse://127.0.0.1:" + arguments[0] + "/analyst";
    List<String> found = new ArrayList<>();
    for (String settings : new String[] {"", "?compress=false", "?decompress=true", "?client_name=metabase"}) {
      check(found, url + settings, arguments[1], "JDBC" + settings, connection -> column(connection.createStatement().executeQuery(MODELS), 1, 2, 3));
    }
    String user = arguments[1];
    check(found, url, user, "JDBC, valid", connection -> List.of(quoted(connection.isValid(5))));
    check(found, url, user, "JDBC, parameters", Drivers::prepared);
    check(found, url, user, "JDBC, schemas", connection -> column(connection.getMetaData().getSchemas(), 1));
    check(found, url, user, "JDBC, columns", connection -> column(connection.getMetaData().getColumns(null, "analyst", "cost_by_project", "%"), 4));
    check(found, url, user, "JDBC, many rows", connection -> column(connection.createStatement().executeQuery("SELECT count(), uniqExact(n) FROM (SELECT number AS n FROM numbers(1000000))"), 1, 2));
    check(found, url, user, "JDBC, a large answer", Drivers::large);
    check(found, url, user, "JDBC, an error", connection -> column(connection.createStatement().executeQuery("SELECT nothing"), 1));
    System.out.println("{" + String.join(",", found) + "}");
  }

  private static Object large(Connection connection) throws SQLException {
    long sum = 0;
    try (ResultSet rows = connection.createStatement().executeQuery("SELECT number, repeat('x', number % 50) FROM numbers(200000)")) {
      while (rows.next()) sum += rows.getLong(1) + rows.getString(2).length();
    }
    return List.of(quoted(sum));
  }

  private static void check(List<String> found, String url, String user, String name, Work work) {
    Object answer;
    try (Connection connection = DriverManager.getConnection(url, user, user)) {
      answer = work.of(connection);
    } catch (SQLException error) {
      answer = quoted(error.getMessage());
    }
    found.add(quoted(name) + ":" + answer);
  }
}
